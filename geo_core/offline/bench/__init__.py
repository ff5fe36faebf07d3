"""What each stage costs, beside what others cost in the same run."""
