using Netes.Api;
using Netes.Api.CoreV1;
using Netes.ApiServer.Validation.Pods;

namespace Netes.ApiServer.Strategies.Core;

/// <summary>The defaults of containers.</summary>
internal static class ContainerDefaults
{
    public static void Apply(EphemeralContainer ephemeral)
    {
        // The parts are shared with the view; what stands directly in the container is copied back.
        var container = ContainerListRules.AsContainer(ephemeral);
        Apply(container);
        ephemeral.ImagePullPolicy = container.ImagePullPolicy;
        ephemeral.TerminationMessagePath = container.TerminationMessagePath;
        ephemeral.TerminationMessagePolicy = container.TerminationMessagePolicy;
    }

    public static void Apply(Container container)
    {
        if (container.ImagePullPolicy.Length == 0) container.ImagePullPolicy = ImageName.PullPolicy(container.Image);
        if (container.TerminationMessagePath.Length == 0) container.TerminationMessagePath = "/dev/termination-log";
        if (container.TerminationMessagePolicy.Length == 0) container.TerminationMessagePolicy = "File";
        foreach (var port in container.Ports ?? [])
        {
            if (port.Protocol.Length == 0) port.Protocol = "TCP";
        }
        foreach (var variable in container.Env ?? [])
        {
            Apply(variable.ValueFrom?.FieldRef);
            if (variable.ValueFrom?.FileKeyRef is { } file) file.Optional ??= false;
        }
        RoundAmounts(container.Resources.Limits);
        RoundAmounts(container.Resources.Requests);
        Apply(container.LivenessProbe);
        Apply(container.ReadinessProbe);
        Apply(container.StartupProbe);
        Apply(container.Lifecycle?.PostStart?.HttpGet);
        Apply(container.Lifecycle?.PreStop?.HttpGet);
        if (container.SecurityContext is { ProcMount: "" } context) context.ProcMount = "Default";
    }

    public static void Apply(ObjectFieldSelector? selector)
    {
        if (selector is { ApiVersion: "" }) selector.ApiVersion = "v1";
    }

    private static void Apply(Probe? probe)
    {
        if (probe is null) return;
        if (probe.TimeoutSeconds == 0) probe.TimeoutSeconds = 1;
        if (probe.PeriodSeconds == 0) probe.PeriodSeconds = 10;
        if (probe.SuccessThreshold == 0) probe.SuccessThreshold = 1;
        if (probe.FailureThreshold == 0) probe.FailureThreshold = 3;
        Apply(probe.HttpGet);
        if (probe.Grpc is { } grpc) grpc.Service ??= "";
    }

    private static void Apply(HTTPGetAction? action)
    {
        if (action is null) return;
        if (action.Path.Length == 0) action.Path = "/";
        if (action.Scheme.Length == 0) action.Scheme = "HTTP";
    }

    /// <summary>Nothing finer than a thousandth is kept; the rest is rounded up.</summary>
    public static void RoundAmounts(Dictionary<string, Quantity>? amounts)
    {
        if (amounts is null) return;
        foreach (var (name, amount) in amounts)
        {
            var rounded = Quantity.FromMilli(amount.MilliValue, amount.Format);
            // Amounts too large for thousandths have none.
            if (rounded != amount && rounded.MilliValue != long.MaxValue) amounts[name] = rounded;
        }
    }
}
