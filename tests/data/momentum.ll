; Momentum on x**2/(sqrt(x**2 + 3) + 1)
define private i1 @epochs(ptr %w, i64 %first, i64 %last, ptr %scalars) {
entry:
  %place_0 = getelementptr double, ptr %scalars, i64 0
  %scalar_0 = load double, ptr %place_0
  %scalar_0.first = insertelement <8 x double> poison, double %scalar_0, i64 0
  %".tolerance" = shufflevector <8 x double> %scalar_0.first, <8 x double> poison, <8 x i32> zeroinitializer
  %place_1 = getelementptr double, ptr %scalars, i64 1
  %scalar_1 = load double, ptr %place_1
  %scalar_1.first = insertelement <8 x double> poison, double %scalar_1, i64 0
  %".bound" = shufflevector <8 x double> %scalar_1.first, <8 x double> poison, <8 x i32> zeroinitializer
  br label %epoch_head
epoch_head:
  %before = phi i64 [ %first, %entry ], [ %after, %group_done ]
  %rare_before = phi <8 x i1> [ zeroinitializer, %entry ], [ %rare_after, %group_done ]
  %after = add i64 %before, 1
  %epoch_number = sitofp i64 %after to double
  %epoch_number.first = insertelement <8 x double> poison, double %epoch_number, i64 0
  %".epoch" = shufflevector <8 x double> %epoch_number.first, <8 x double> poison, <8 x i32> zeroinitializer
  br label %group
group:
  %lane = phi i64 [ 0, %epoch_head ], [ %next_lane, %group ]
  %rare_lane = phi <8 x i1> [ %rare_before, %epoch_head ], [ %rare_after, %group ]
  %corner = getelementptr double, ptr %w, i64 %lane
  %row_0 = getelementptr double, ptr %corner, i64 0
  %".x" = load <8 x double>, ptr %row_0, align 8
  %row_1 = getelementptr double, ptr %corner, i64 16
  %".diverged_at" = load <8 x double>, ptr %row_1, align 8
  %row_2 = getelementptr double, ptr %corner, i64 32
  %".at" = load <8 x double>, ptr %row_2, align 8
  %row_3 = getelementptr double, ptr %corner, i64 48
  %".arrived" = load <8 x double>, ptr %row_3, align 8
  %row_4 = getelementptr double, ptr %corner, i64 64
  %".s1" = load <8 x double>, ptr %row_4, align 8
  %row_5 = getelementptr double, ptr %corner, i64 80
  %".learning_rate" = load <8 x double>, ptr %row_5, align 8
  %row_6 = getelementptr double, ptr %corner, i64 96
  %".momentum" = load <8 x double>, ptr %row_6, align 8
  %".less_equal" = fcmp ole <8 x double> splat (double 0x0000000000000000), %".diverged_at"
  %".chosen" = select <8 x i1> %".less_equal", <8 x double> splat (double 0x0000000000000000), <8 x double> %".x"
  %".minus" = fneg <8 x double> %".learning_rate"
  %".product" = fmul <8 x double> %".momentum", %".s1"
  %".product_2" = fmul <8 x double> %".chosen", %".chosen"
  %".product_3" = fmul <8 x double> %".chosen", %".product_2"
  %".sum" = fadd <8 x double> %".product_2", splat (double 0x4008000000000000)
  %".root" = call <8 x double> @llvm.sqrt.v8f64(<8 x double> %".sum")
  %".sum_2" = fadd <8 x double> %".root", splat (double 0x3FF0000000000000)
  %".product_4" = fmul <8 x double> %".sum_2", %".sum_2"
  %".product_5" = fmul <8 x double> %".root", %".product_4"
  %".ratio" = fdiv <8 x double> %".product_3", %".product_5"
  %".minus_2" = fneg <8 x double> %".ratio"
  %".product_6" = fmul <8 x double> splat (double 0x4000000000000000), %".chosen"
  %".ratio_2" = fdiv <8 x double> %".product_6", %".sum_2"
  %".sum_3" = fadd <8 x double> %".minus_2", %".ratio_2"
  %".sum_4" = fadd <8 x double> %".product", %".sum_3"
  %".product_7" = fmul <8 x double> %".minus", %".sum_4"
  %".sum_5" = fadd <8 x double> %".chosen", %".product_7"
  %".equal" = fcmp oeq <8 x double> %".sum_5", %".sum_5"
  %".high a" = bitcast <8 x double> %".x" to <8 x i64>
  %".high b" = lshr <8 x i64> %".high a", splat (i64 32)
  %".high" = trunc <8 x i64> %".high b" to <8 x i32>
  %".mask" = and <8 x i32> %".high", splat (i32 -2147483648)
  %".is_zero" = icmp eq <8 x i32> %".mask", zeroinitializer
  %".chosen_2" = select <8 x i1> %".is_zero", <8 x double> splat (double 0x7FF0000000000000), <8 x double> splat (double 0xFFF0000000000000)
  %".chosen_3" = select <8 x i1> %".equal", <8 x double> %".sum_5", <8 x double> %".chosen_2"
  %".chosen_4" = select <8 x i1> %".less_equal", <8 x double> %".x", <8 x double> %".chosen_3"
  %".size" = call <8 x double> @llvm.fabs.v8f64(<8 x double> %".sum_5")
  %".less_equal_2" = fcmp ole <8 x double> %".size", %".bound"
  %".less" = fcmp olt <8 x double> %".size", splat (double 0x7FF0000000000000)
  %".both" = and <8 x i1> %".less_equal_2", %".less"
  %".opposite" = xor <8 x i1> %".both", splat (i1 true)
  %".chosen_5" = select <8 x i1> %".opposite", <8 x double> %".epoch", <8 x double> splat (double 0xBFF0000000000000)
  %".chosen_6" = select <8 x i1> %".less_equal", <8 x double> %".diverged_at", <8 x double> %".chosen_5"
  %".difference" = fsub <8 x double> %".chosen_4", splat (double 0x0000000000000000)
  %".size_2" = call <8 x double> @llvm.fabs.v8f64(<8 x double> %".difference")
  %".less_equal_3" = fcmp ole <8 x double> %".size_2", %".tolerance"
  %".chosen_7" = select <8 x i1> %".less_equal_3", <8 x double> splat (double 0x0000000000000000), <8 x double> splat (double 0xBFF0000000000000)
  %".equal_2" = fcmp oeq <8 x double> %".chosen_7", %".at"
  %".chosen_8" = select <8 x i1> %".equal_2", <8 x double> %".arrived", <8 x double> %".epoch"
  %".either" = or <8 x i1> %".less_equal", %".opposite"
  %".chosen_9" = select <8 x i1> %".either", <8 x double> splat (double 0x0000000000000000), <8 x double> %".sum_4"
  %rare_after = or <8 x i1> %rare_lane, zeroinitializer
  store <8 x double> %".chosen_4", ptr %row_0, align 8
  store <8 x double> %".chosen_6", ptr %row_1, align 8
  store <8 x double> %".chosen_7", ptr %row_2, align 8
  store <8 x double> %".chosen_8", ptr %row_3, align 8
  store <8 x double> %".chosen_9", ptr %row_4, align 8
  %next_lane = add i64 %lane, 8
  %more_lanes = icmp slt i64 %next_lane, 16
  br i1 %more_lanes, label %group, label %group_done
group_done:
  %more = icmp slt i64 %after, %last
  br i1 %more, label %epoch_head, label %done
done:
  %is_rare = call i1 @llvm.vector.reduce.or.v8i1(<8 x i1> %rare_after)
  ret i1 %is_rare
}

declare <8 x double> @llvm.fabs.v8f64(<8 x double>)
declare <8 x double> @llvm.sqrt.v8f64(<8 x double>)
declare <8 x i32> @llvm.smax.v8i32(<8 x i32>, <8 x i32>)
declare <8 x i32> @llvm.smin.v8i32(<8 x i32>, <8 x i32>)
declare i1 @llvm.vector.reduce.or.v8i1(<8 x i1>)

