"""What everything stands on: subjects, the journal, rule texts, accounts, zones and documents."""
