"""
An invented programme year at any size, from one seed: who gives, who applies, who teaches.

Nobody here exists: families bear the names of fruit, classrooms those of the weather, and every
bank account is made of counting numbers.
"""
