"""``python -m gdreport``: the commands."""

from gdreport.cli import main

if __name__ == "__main__":
    main(prog_name="gdreport")
