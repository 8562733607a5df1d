Netes.Benchmarks.SchedulerThroughput.Run(Console.Out);
return 0;
