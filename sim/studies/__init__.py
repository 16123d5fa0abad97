"""Many runs with one question: the experiment, the runner, what is stored, the verdicts."""
