"""The benchmarks: how fast Loopwell takes surveys in and shows them, beside three yardsticks, and what faults cost."""
