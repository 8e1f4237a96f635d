"""Archives of others and for others: captures come in from here, histories go out to here.

Each format is a room of its own. Holds no rule about articles: what comes in is examined as live
pages are, by the job; what goes out is what the store says.
"""
