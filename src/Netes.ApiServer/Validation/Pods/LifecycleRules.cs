using Netes.Api.CoreV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Pods;

/// <summary>https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/</summary>
internal static class LifecycleRules
{
    private static readonly string[] WindowsSignals = ["SIGKILL", "SIGTERM"];

    public static void Validate(ErrorList errors, Lifecycle? lifecycle, FieldPath path, long? gracePeriod, string? os)
    {
        if (lifecycle is null) return;
        if (lifecycle.PostStart is { } start) Hook(errors, start, path.Child("postStart"), gracePeriod);
        if (lifecycle.PreStop is { } stop) Hook(errors, stop, path.Child("preStop"), gracePeriod);
        if (lifecycle.StopSignal is not { } signal) return;
        if (os is null)
            errors.Add(FieldError.Forbidden(path.Child("stopSignal"), "may not be set for containers with empty `spec.os.name`"));
        else if (os == "windows" && !WindowsSignals.Contains(signal))
            errors.Add(FieldError.NotSupported(path.Child("stopSignal"), signal, WindowsSignals));
    }

    private static void Hook(ErrorList errors, LifecycleHandler hook, FieldPath path, long? gracePeriod) =>
        HandlerRules.Validate(errors, new ProbeHandlerParts(hook.Exec, hook.HttpGet, hook.TcpSocket, Sleep: hook.Sleep), path, gracePeriod);
}
