"""What people read (rapportage): page, worklist, journal, auditfile."""
