; The frame of every compiled loop: chunks of runs through their epochs, what is recorded on the way, and the rounds that are skipped.
; The work of a chunk is rows of 16 numbers, one for each of its runs. `@epochs`, which is made for each program, moves
; a chunk from one epoch to another. LLVM's language: https://llvm.org/docs/LangRef.html

; Copy rows of a chunk to where a table of all runs has them: table[row][place].
define private void @copy_rows(ptr %chunk, ptr %table, i64 %rows, i64 %runs, i64 %place) {
entry:
  %corner = getelementptr double, ptr %table, i64 %place
  br label %head
head:
  %row = phi i64 [ 0, %entry ], [ %next, %body ]
  %more = icmp slt i64 %row, %rows
  br i1 %more, label %body, label %done
body:
  %offset = mul i64 %row, 16
  %source = getelementptr double, ptr %chunk, i64 %offset
  %jump = mul i64 %row, %runs
  %target = getelementptr double, ptr %corner, i64 %jump
  %numbers = load <16 x double>, ptr %source, align 8
  store <16 x double> %numbers, ptr %target, align 8
  %next = add i64 %row, 1
  br label %head
done:
  ret void
}

; Whether the numbers from one place to another are the same, bit for bit: by their bits -0 is not 0, and no number is itself.
define private i1 @is_same(ptr %a, ptr %b, i64 %from, i64 %to) {
entry:
  br label %head
head:
  %i = phi i64 [ %from, %entry ], [ %next, %body ]
  %more = icmp slt i64 %i, %to
  br i1 %more, label %body, label %same
body:
  %at_a = getelementptr i64, ptr %a, i64 %i
  %at_b = getelementptr i64, ptr %b, i64 %i
  %in_a = load <16 x i64>, ptr %at_a, align 8
  %in_b = load <16 x i64>, ptr %at_b, align 8
  %differ = icmp ne <16 x i64> %in_a, %in_b
  %some = bitcast <16 x i1> %differ to i16
  %any = icmp ne i16 %some, 0
  %next = add i64 %i, 16
  br i1 %any, label %other, label %head
same:
  ret i1 true
other:
  ret i1 false
}

; The epochs of a chunk, from `first` to `last`. Whether a function that is rarely needed was needed.
define private i1 @descend(ptr %w, i64 %first, i64 %last, i64 %moving, i64 %clock, ptr %scalars, ptr %counts, i64 %count,
                           ptr %record, i64 %kept, ptr %path, i64 %variables, i64 %runs, i64 %place, i64 %every, ptr %mark) {
entry:
  %after_clock = add i64 %clock, 16
  %at_clock = getelementptr double, ptr %w, i64 %clock
  %rows_moving = sdiv i64 %moving, 16
  %has_path = icmp ne i64 %variables, 0
  br label %find

; the first count that is still to come
find:
  %e0 = phi i64 [ 0, %entry ], [ %e1, %pass ]
  %in_range = icmp slt i64 %e0, %count
  br i1 %in_range, label %look, label %epochs
look:
  %at_e0 = getelementptr i64, ptr %counts, i64 %e0
  %count_e0 = load i64, ptr %at_e0
  %is_past = icmp sle i64 %count_e0, %first
  br i1 %is_past, label %pass, label %epochs
pass:
  %e1 = add i64 %e0, 1
  br label %find

epochs:
  %k = phi i64 [ %first, %find ], [ %first, %look ], [ %k_next, %recorded ]
  %e = phi i64 [ %e0, %find ], [ %e0, %look ], [ %e_next, %recorded ]
  %marked = phi i64 [ -1, %find ], [ -1, %look ], [ %marked_next, %recorded ]
  %rare = phi i1 [ false, %find ], [ false, %look ], [ %rare_now, %recorded ]
  %go_on = icmp slt i64 %k, %last
  br i1 %go_on, label %plan, label %done
done:
  ret i1 %rare

; up to the next count, and look for a cycle every so many epochs, a power of two
plan:
  %at_e = getelementptr i64, ptr %counts, i64 %e
  %count_e = load i64, ptr %at_e
  %target = call i64 @llvm.smin.i64(i64 %last, i64 %count_e)
  %step = sub i64 0, %every
  %looked_at = and i64 %k, %step
  %looks_at = add i64 %looked_at, %every
  %piece = call i64 @llvm.smin.i64(i64 %target, i64 %looks_at)
  br i1 %has_path, label %one, label %many
many:
  %rare_many = call i1 @epochs(ptr %w, i64 %k, i64 %piece, ptr %scalars)
  br label %moved
one:
  %k_one = phi i64 [ %k, %plan ], [ %k_after, %one ]
  %rare_before = phi i1 [ false, %plan ], [ %rare_ones, %one ]
  %k_after = add i64 %k_one, 1
  %rare_one = call i1 @epochs(ptr %w, i64 %k_one, i64 %k_after, ptr %scalars)
  %rare_ones = or i1 %rare_before, %rare_one
  %in_an_epoch = mul i64 %variables, %runs
  %jump = mul i64 %k_after, %in_an_epoch
  %at_path = getelementptr double, ptr %path, i64 %jump
  call void @copy_rows(ptr %w, ptr %at_path, i64 %variables, i64 %runs, i64 %place)
  %more_ones = icmp slt i64 %k_after, %piece
  br i1 %more_ones, label %one, label %moved
moved:
  %rare_piece = phi i1 [ %rare_many, %many ], [ %rare_ones, %one ]
  %rare_now = or i1 %rare, %rare_piece
  %low_bits = sub i64 %every, 1
  %rest = and i64 %piece, %low_bits
  %is_time = icmp eq i64 %rest, 0
  %no_path = xor i1 %has_path, true
  %looks = and i1 %is_time, %no_path
  br i1 %looks, label %compare, label %rounded

; as it was when it was marked: it goes round, and whole rounds up to the next count are skipped
compare:
  %has_mark = icmp sge i64 %marked, 0
  br i1 %has_mark, label %compare_before, label %mark_now
compare_before:
  %same_before = call i1 @is_same(ptr %w, ptr %mark, i64 0, i64 %clock)
  br i1 %same_before, label %compare_after, label %mark_now
compare_after:
  %same_after = call i1 @is_same(ptr %w, ptr %mark, i64 %after_clock, i64 %moving)
  br i1 %same_after, label %skip, label %mark_now
skip:
  %to_target = sub i64 %target, %piece
  %round = sub i64 %piece, %marked
  %whole = sdiv i64 %to_target, %round
  %rounds = mul i64 %whole, %round
  %marked_f = sitofp i64 %marked to double
  %rounds_f = sitofp i64 %rounds to double
  %marked_v = insertelement <16 x double> poison, double %marked_f, i64 0
  %marked_vs = shufflevector <16 x double> %marked_v, <16 x double> poison, <16 x i32> zeroinitializer
  %rounds_v = insertelement <16 x double> poison, double %rounds_f, i64 0
  %rounds_vs = shufflevector <16 x double> %rounds_v, <16 x double> poison, <16 x i32> zeroinitializer
  %clocks = load <16 x double>, ptr %at_clock, align 8
  %is_running = fcmp ogt <16 x double> %clocks, %marked_vs
  %later = fadd <16 x double> %clocks, %rounds_vs
  %set = select <16 x i1> %is_running, <16 x double> %later, <16 x double> %clocks
  store <16 x double> %set, ptr %at_clock, align 8
  %marked_skipped = add i64 %marked, %rounds
  %k_skipped = add i64 %piece, %rounds
  br label %mark_now
mark_now:
  %marked_1 = phi i64 [ %marked, %compare ], [ %marked, %compare_before ], [ %marked, %compare_after ], [ %marked_skipped, %skip ]
  %k_1 = phi i64 [ %piece, %compare ], [ %piece, %compare_before ], [ %piece, %compare_after ], [ %k_skipped, %skip ]
  %twice = mul i64 %marked_1, 2
  %is_due = icmp sge i64 %k_1, %twice
  br i1 %is_due, label %mark_it, label %rounded
mark_it:
  call void @copy_rows(ptr %w, ptr %mark, i64 %rows_moving, i64 16, i64 0)
  br label %rounded

rounded:
  %k_next = phi i64 [ %piece, %moved ], [ %k_1, %mark_now ], [ %k_1, %mark_it ]
  %marked_next = phi i64 [ %marked, %moved ], [ %marked_1, %mark_now ], [ %k_1, %mark_it ]
  %is_count = icmp eq i64 %k_next, %count_e
  br i1 %is_count, label %take, label %recorded
take:
  %of_counts = mul i64 %kept, %runs
  %jump_e = mul i64 %e, %of_counts
  %at_record = getelementptr double, ptr %record, i64 %jump_e
  call void @copy_rows(ptr %w, ptr %at_record, i64 %kept, i64 %runs, i64 %place)
  %e_taken = add i64 %e, 1
  br label %recorded
recorded:
  %e_next = phi i64 [ %e, %rounded ], [ %e_taken, %take ]
  br label %epochs
}

define void @run(ptr %work, i64 %size, i64 %first_chunk, i64 %last_chunk, i64 %first, i64 %last, i64 %moving, i64 %clock,
                 ptr %scalars, ptr %counts, i64 %count, ptr %record, i64 %kept, ptr %path, i64 %variables, i64 %runs,
                 i64 %every, ptr %is_rare, ptr %mark) {
entry:
  br label %head
head:
  %chunk = phi i64 [ %first_chunk, %entry ], [ %next, %body ]
  %more = icmp slt i64 %chunk, %last_chunk
  br i1 %more, label %body, label %done
body:
  %offset = mul i64 %chunk, %size
  %w = getelementptr double, ptr %work, i64 %offset
  %place = mul i64 %chunk, 16
  %rare = call i1 @descend(ptr %w, i64 %first, i64 %last, i64 %moving, i64 %clock, ptr %scalars, ptr %counts, i64 %count,
                           ptr %record, i64 %kept, ptr %path, i64 %variables, i64 %runs, i64 %place, i64 %every, ptr %mark)
  %flag = getelementptr i8, ptr %is_rare, i64 %chunk
  %before = load i8, ptr %flag
  %rare_8 = zext i1 %rare to i8
  %now = or i8 %before, %rare_8
  store i8 %now, ptr %flag
  %next = add i64 %chunk, 1
  br label %head
done:
  ret void
}

declare i64 @llvm.smin.i64(i64, i64)
