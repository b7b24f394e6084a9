// The same program, signal by signal, where version 2 is alone: frozen processes die, and a whole cgroup is killed.
import '../../integration/signals.test.ts';
