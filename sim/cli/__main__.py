"""`python -m sim.cli`: the commands without the script that pip installs."""

from sim.cli.main import main

main()
