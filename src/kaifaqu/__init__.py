"""kaifaqu (开发区一本账): one ledger on which development zones are run, and every figure knows where it came from."""

__version__ = "0.1.0"
