// Another kernel, and the freezer of version 2 alone.
import '../../integration/forecast.test.ts';
