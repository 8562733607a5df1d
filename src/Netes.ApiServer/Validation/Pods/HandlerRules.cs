using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Pods;

/// <summary>What a probe or a lifecycle hook does: exactly one thing.</summary>
internal static class HandlerRules
{
    private const string MoreThanOne = "may not specify more than 1 handler type";

    public static void Validate(ErrorList errors, ProbeHandlerParts handler, FieldPath path, long? gracePeriod)
    {
        var found = false;
        bool First(object? part, string name)
        {
            if (part is null) return false;
            if (!found) return found = true;
            errors.Add(FieldError.Forbidden(path.Child(name), MoreThanOne));
            return false;
        }
        if (First(handler.Exec, "exec") && (handler.Exec!.Command?.Count ?? 0) == 0)
            errors.Add(FieldError.Required(path.Child("exec", "command")));
        if (First(handler.HttpGet, "httpGet")) Http(errors, handler.HttpGet!, path.Child("httpGet"));
        if (First(handler.TcpSocket, "tcpSocket")) PortRules.NumberOrName(errors, handler.TcpSocket!.Port, path.Child("tcpSocket", "port"));
        if (First(handler.Grpc, "grpc")) PortRules.NumberOrName(errors, handler.Grpc!.Port, path.Child("grpc", "port"));
        if (First(handler.Sleep, "sleep")) Sleep(errors, handler.Sleep!.Seconds, path.Child("sleep"), gracePeriod ?? 0);
        if (!found) errors.Add(FieldError.Required(path, "must specify a handler type"));
    }

    private static void Http(ErrorList errors, HTTPGetAction action, FieldPath path)
    {
        if (action.Path.Length == 0) errors.Add(FieldError.Required(path.Child("path")));
        PortRules.NumberOrName(errors, action.Port, path.Child("port"));
        if (action.Scheme is not ("HTTP" or "HTTPS"))
            errors.Add(FieldError.NotSupported(path.Child("scheme"), action.Scheme, "HTTP", "HTTPS"));
        foreach (var header in action.HttpHeaders ?? [])
            errors.AddInvalid(path.Child("httpHeaders"), header.Name, ValueRules.HttpHeaderName(header.Name));
    }

    /// <summary>KEP-3960.</summary>
    private static void Sleep(ErrorList errors, long seconds, FieldPath path, long gracePeriod)
    {
        if (seconds < 0 || seconds > gracePeriod)
        {
            errors.Add(FieldError.Invalid(path, seconds,
                $"must be non-negative and less than terminationGracePeriodSeconds ({gracePeriod})"));
        }
    }
}

/// <summary>The parts of a probe's and a hook's handler together; each has some of them.</summary>
internal readonly record struct ProbeHandlerParts(
    ExecAction? Exec, HTTPGetAction? HttpGet, TCPSocketAction? TcpSocket, GRPCAction? Grpc = null, SleepAction? Sleep = null);
