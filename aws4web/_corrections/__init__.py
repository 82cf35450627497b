"""What a client learns from answers, and corrects: the clock, the region of a bucket, the credentials."""
