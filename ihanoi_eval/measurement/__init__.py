"""How much: indicators, their shares and points, as pure functions of tables and the rubric."""
