using System.Text;
using Netes.Api.CoreV1;

namespace Netes.Kubelet.Pods.State;

/// <summary>A fingerprint of what makes a running container the wrong one when it changes: its name and image.</summary>
internal static class ContainerHash
{
    /// <summary>FNV-1a, 32 bits, in hexadecimal.</summary>
    public static string Of(Container container)
    {
        uint hash = 2166136261;
        foreach (byte b in Encoding.UTF8.GetBytes(container.Name + "\0" + container.Image)) hash = (hash ^ b) * 16777619;
        return hash.ToString("x", System.Globalization.CultureInfo.InvariantCulture);
    }
}
