"""The gateway's HTTP face: its API (v1), and the pages that people see."""
