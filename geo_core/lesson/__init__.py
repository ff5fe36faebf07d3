"""What the page that teaches computes beyond an answer: partial sums, curves over σ, two kernels compared."""
