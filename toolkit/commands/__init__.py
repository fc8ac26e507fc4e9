"""The commands of ``fazhi``, a module for each stage: parse, call, print."""
