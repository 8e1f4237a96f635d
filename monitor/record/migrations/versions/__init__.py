"""How the tables came about, one script a step. They only grow: a script that was released stays."""
