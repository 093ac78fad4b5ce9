"""Tries every attack in this folder: Scripts/attack."""
