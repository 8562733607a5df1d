using Netes.Commands;

// SIGTERM and SIGINT cancel the command; what it holds is given this long to end cleanly.
return await NetesCommand.Create().Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = TimeSpan.FromSeconds(20) });
