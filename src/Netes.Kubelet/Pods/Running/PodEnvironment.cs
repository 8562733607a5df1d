using Microsoft.Extensions.Logging;
using Netes.Api;
using Netes.Client;
using Netes.Kubelet.Cri;
using Netes.Kubelet.Pods.Configuration;
using Netes.Kubelet.Pods.Status;
using Netes.Kubelet.Probes;
using Netes.Kubelet.Volumes;
using ConfigMap = Netes.Api.CoreV1.ConfigMap;
using Secret = Netes.Api.CoreV1.Secret;
using Service = Netes.Api.CoreV1.Service;

namespace Netes.Kubelet.Pods.Running;

/// <summary>Everything of the node that the workers of Pods share.</summary>
internal sealed record PodEnvironment
{
    public required IRuntimeService Runtime { get; init; }

    public required IImageService ImageService { get; init; }

    public required IPodImages Images { get; init; }

    public required IPodCgroups Cgroups { get; init; }

    public required PodDirectories Directories { get; init; }

    public required SandboxSettings Sandboxes { get; init; }

    public required NodeFacts Node { get; init; }

    public required PodEvents Events { get; init; }

    public required IPodStatusSink Statuses { get; init; }

    public required ProbeRunner Probes { get; init; }

    public required ReferencedObjects<ConfigMap> ConfigMaps { get; init; }

    public required ReferencedObjects<Secret> Secrets { get; init; }

    public required ServiceAccountTokens Tokens { get; init; }

    /// <summary>Of one namespace.</summary>
    public required Func<string, IReadOnlyList<Service>> Services { get; init; }

    public required IReadOnlyDictionary<string, Quantity> Allocatable { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILoggerFactory Loggers { get; init; }

    public DateTime Now => Time.GetUtcNow().UtcDateTime;
}

/// <summary>Where workers hand in what they have to say of their Pods to the API.</summary>
internal interface IPodStatusSink
{
    /// <summary>Writes the status to the API; when several come quickly only the last is written.</summary>
    /// <param name="api">The status that the API is known to have.</param>
    void Publish(Api.CoreV1.Pod pod, Api.CoreV1.PodStatus api, Api.CoreV1.PodStatus status);

    /// <summary>Takes the Pod out of the API for good, once its last status is written.</summary>
    void Remove(Api.CoreV1.Pod pod);
}
