"""How a department is asked about one person: interface, front-end database, dropped file.

Every way takes a `replies.Question` and gives a `replies.Reply` (`asking.ask`); nothing here writes
to our database, so that threads may ask. What a reply means is read by `answers`. `signing` stands
without Django: whoever answers needs it too.
"""
