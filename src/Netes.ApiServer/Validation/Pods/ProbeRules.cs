using Netes.Api.CoreV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Pods;

/// <summary>https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/</summary>
internal static class ProbeRules
{
    public static void Liveness(ErrorList errors, Probe? probe, FieldPath path, long? gracePeriod)
    {
        if (probe is null) return;
        Common(errors, probe, path, gracePeriod);
        OneSuccess(errors, probe, path);
    }

    public static void Readiness(ErrorList errors, Probe? probe, FieldPath path, long? gracePeriod)
    {
        if (probe is null) return;
        Common(errors, probe, path, gracePeriod);
        if (probe.TerminationGracePeriodSeconds is { } seconds)
        {
            errors.Add(FieldError.Invalid(path.Child("terminationGracePeriodSeconds"), seconds,
                "must not be set for readinessProbes"));
        }
    }

    public static void Startup(ErrorList errors, Probe? probe, FieldPath path, long? gracePeriod)
    {
        if (probe is null) return;
        Common(errors, probe, path, gracePeriod);
        OneSuccess(errors, probe, path);
    }

    private static void OneSuccess(ErrorList errors, Probe probe, FieldPath path)
    {
        if (probe.SuccessThreshold != 1)
            errors.Add(FieldError.Invalid(path.Child("successThreshold"), probe.SuccessThreshold, "must be 1"));
    }

    private static void Common(ErrorList errors, Probe probe, FieldPath path, long? gracePeriod)
    {
        HandlerRules.Validate(errors, new ProbeHandlerParts(probe.Exec, probe.HttpGet, probe.TcpSocket, probe.Grpc), path, gracePeriod);
        void NonNegative(int value, string field)
        {
            if (value < 0) errors.Add(FieldError.Invalid(path.Child(field), value, Messages.NonNegative));
        }
        NonNegative(probe.InitialDelaySeconds, "initialDelaySeconds");
        NonNegative(probe.TimeoutSeconds, "timeoutSeconds");
        NonNegative(probe.PeriodSeconds, "periodSeconds");
        NonNegative(probe.SuccessThreshold, "successThreshold");
        NonNegative(probe.FailureThreshold, "failureThreshold");
        if (probe.TerminationGracePeriodSeconds is <= 0 and var seconds)
            errors.Add(FieldError.Invalid(path.Child("terminationGracePeriodSeconds"), seconds, "must be greater than 0"));
    }
}
