"""Records: what a course is made of, without behaviour and without a look at the disk."""
