"""Three yardsticks, hand-written with sqlite3 and aiohttp, without any domain. Each is a process of its own.

python -m bench.yardsticks.commit_each --port 8081 --database a.db --slack http://127.0.0.1:9000/api/
"""
