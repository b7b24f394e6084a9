import '../../integration/signals-freezing.test.ts';
