"""What a client learns from answers, and corrects: the clock, and the region of a bucket."""
