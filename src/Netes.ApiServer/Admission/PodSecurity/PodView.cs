using Netes.Api.CoreV1;

namespace Netes.ApiServer.Admission.PodSecurity;

/// <summary>What the checks look at: a Pod, or the template of a workload.</summary>
internal sealed class PodView
{
    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    public PodView(IReadOnlyDictionary<string, string>? annotations, PodSpec spec)
    {
        Annotations = annotations ?? None;
        Spec = spec;
        var containers = new List<ContainerView>((spec.InitContainers?.Count ?? 0) + (spec.Containers?.Count ?? 0) + (spec.EphemeralContainers?.Count ?? 0));
        foreach (Container c in spec.InitContainers ?? []) containers.Add(ContainerView.Of(c));
        foreach (Container c in spec.Containers ?? []) containers.Add(ContainerView.Of(c));
        foreach (EphemeralContainer c in spec.EphemeralContainers ?? []) containers.Add(ContainerView.Of(c));
        Containers = containers;
    }

    public IReadOnlyDictionary<string, string> Annotations { get; }
    public PodSpec Spec { get; }

    /// <summary>Containers of every sort: init, ordinary, ephemeral.</summary>
    public IReadOnlyList<ContainerView> Containers { get; }

    public bool IsWindows => Spec.Os?.Name == "windows";

    /// <summary>Root inside is nobody outside, so that rules about users needn't hold (KEP-127).</summary>
    public bool HasUserNamespace => Spec.HostUsers == false;
}

/// <summary>The part that all sorts of containers share.</summary>
internal readonly record struct ContainerView(string Name, SecurityContext? Security, IReadOnlyList<ContainerPort>? Ports, Lifecycle? Lifecycle,
    Probe? Liveness, Probe? Readiness, Probe? Startup)
{
    public static ContainerView Of(Container c) => new(c.Name, c.SecurityContext, c.Ports, c.Lifecycle, c.LivenessProbe, c.ReadinessProbe, c.StartupProbe);

    public static ContainerView Of(EphemeralContainerCommon c) =>
        new(c.Name, c.SecurityContext, c.Ports, c.Lifecycle, c.LivenessProbe, c.ReadinessProbe, c.StartupProbe);
}
