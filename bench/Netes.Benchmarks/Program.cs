using Netes.Benchmarks;
using Netes.Benchmarks.Api;

// `make bench` runs everything; `make bench BENCH=api` (or scheduler) one part.
string part = args.Length > 0 ? args[0] : "all";
if (part is "all" or "api") await ApiBenchmark.RunAsync();
if (part is "all" or "scheduler") SchedulerThroughput.Run(Console.Out);
return 0;
