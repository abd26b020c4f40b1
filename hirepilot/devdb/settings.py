"""How the embedded PostgreSQL is tuned. Every other setting is PostgreSQL's own."""

_COMMON = {
    "listen_addresses": "",  # a socket only: nothing on the network, and no port that could be taken
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "random_page_cost": "1.1",  # the data lie on solid state, or in memory
    "jit": "off",  # our queries are short: compiling them takes longer than running them
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}

# Durable. Checkpoints are rare, so that a large import does not write every page in full again and again.
DEVELOPMENT = _COMMON | {"shared_buffers": "512MB", "max_wal_size": "2GB", "checkpoint_timeout": "15min"}

# For tests: nothing outlives the run, so nothing waits for the disk; no background work moves a plan.
THROW_AWAY = _COMMON | {
    "shared_buffers": "256MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "2GB",
    "autovacuum": "off",
}

# For tests that kill it: what was committed outlives the process, if not the machine.
KILLABLE = THROW_AWAY | {"synchronous_commit": "on", "full_page_writes": "on"}
