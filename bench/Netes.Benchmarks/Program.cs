using Netes.Benchmarks;
using Netes.Benchmarks.Api;

// `make bench` runs the tables; `make bench BENCH=api` (or scheduler, size, day) one part. size and day take minutes.
string part = args.Length > 0 ? args[0] : "all";
if (part is "all" or "api") await ApiBenchmark.RunAsync();
if (part is "all" or "scheduler") SchedulerThroughput.Run(Console.Out);
if (part is "size") await SizeBenchmark.RunAsync();
if (part is "day") return await DayBenchmark.RunAsync() ? 0 : 1;
return 0;
