"""Many runs with one question: the experiment as a file, the runner, what is stored, the verdicts."""
