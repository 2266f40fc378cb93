/* The yardstick in C: gradient descent on sin(x) exp(-x**2 / 20), each run in its place.

   A block of runs stays in the first cache through all epochs. Sine and cosine stand in loops of their own:
   in one loop gcc would join them to one sincos, of which there is none for vectors. */

#include <math.h>

enum { BLOCK = 64 };

void descend(double *restrict x, const double *restrict rate, long runs, long epochs, int threads)
{
#pragma omp parallel for schedule(static) num_threads(threads)
    for (long first = 0; first < runs; first += BLOCK) {
        double at[BLOCK], by[BLOCK], sine[BLOCK];
        long count = runs - first < BLOCK ? runs - first : BLOCK;
        for (long i = 0; i < BLOCK; i++) {
            at[i] = x[first + (i < count ? i : 0)];
            by[i] = rate[first + (i < count ? i : 0)];
        }
        for (long epoch = 0; epoch < epochs; epoch++) {
            for (int i = 0; i < BLOCK; i++)
                sine[i] = sin(at[i]);
            for (int i = 0; i < BLOCK; i++)
                at[i] -= by[i] * (cos(at[i]) - at[i] * sine[i] / 10) * exp(-at[i] * at[i] / 20);
        }
        for (long i = 0; i < count; i++)
            x[first + i] = at[i];
    }
}
