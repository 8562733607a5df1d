using Grpc.Core;

namespace Netes.Kubelet.Cri;

/// <summary>containerd keeps its clients apart by a header; the CRI plug-in's objects are in <c>k8s.io</c>.</summary>
internal static class ContainerdNamespace
{
    public const string Name = "k8s.io";

    public static Metadata Headers(string? lease = null)
    {
        var headers = new Metadata { { "containerd-namespace", Name } };
        if (lease is not null) headers.Add("containerd-lease", lease);
        return headers;
    }
}
