"""What a run did, told three ways: to the log, to the command line, and to the build report."""
