func attack() {}
