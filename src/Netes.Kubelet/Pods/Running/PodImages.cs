using System.Text;
using System.Text.Json;
using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Kubelet.Cri;
using Netes.Kubelet.Cri.V1;
using Container = Netes.Api.CoreV1.Container;

namespace Netes.Kubelet.Pods.Running;

/// <summary>Pull policies over the runtime's image service. https://kubernetes.io/docs/concepts/containers/images/</summary>
internal sealed class PodImages(IImageService images, PodEvents events, TimeProvider time) : IPodImages
{
    public async Task<string> EnsureAsync(
        Pod pod, Container container, ObjectReference about, IReadOnlyList<Secret> pullSecrets, CancellationToken cancellation)
    {
        string name = container.Image;
        if (name.Length == 0 || name.Any(char.IsWhiteSpace))
        {
            string message = $"Failed to apply default image tag \"{name}\": couldn't parse image name \"{name}\": invalid reference format";
            events.Record(about, "Warning", "InspectFailed", message);
            throw new ImageException("InvalidImageName", message);
        }
        string policy = PolicyOf(container);
        var present = await InspectAsync(name, about, cancellation);
        if (present is not null && policy != PullPolicy.Always)
        {
            events.Record(about, "Normal", "Pulled", $"Container image \"{name}\" already present on machine and can be accessed by the pod");
            return present.Id;
        }
        if (policy == PullPolicy.Never)
        {
            string message = $"Container image \"{name}\" is not present with pull policy of Never";
            events.Record(about, "Warning", "ErrImageNeverPull", message);
            throw new ImageException("ErrImageNeverPull", message);
        }
        return await PullAsync(name, about, pullSecrets, cancellation);
    }

    /// <summary>Without a policy a moving tag is pulled each time; the API server fills the policy in by the same rule.</summary>
    private static string PolicyOf(Container container)
    {
        if (container.ImagePullPolicy.Length > 0) return container.ImagePullPolicy;
        string last = container.Image[(container.Image.LastIndexOf('/') + 1)..];
        bool moving = !last.Contains('@') && (!last.Contains(':') || last.EndsWith(":latest", StringComparison.Ordinal));
        return moving ? PullPolicy.Always : PullPolicy.IfNotPresent;
    }

    private async Task<Image?> InspectAsync(string name, ObjectReference about, CancellationToken cancellation)
    {
        try
        {
            return await images.ImageStatusAsync(name, cancellation);
        }
        catch (CriException e)
        {
            string message = $"Failed to inspect image \"{name}\": {e.Message}";
            events.Record(about, "Warning", "InspectFailed", message);
            throw new ImageException("ImageInspectError", message, e);
        }
    }

    private async Task<string> PullAsync(string name, ObjectReference about, IReadOnlyList<Secret> pullSecrets, CancellationToken cancellation)
    {
        events.Record(about, "Normal", "Pulling", $"Pulling image \"{name}\"");
        long began = time.GetTimestamp();
        try
        {
            string pulled = await images.PullImageAsync(name, RegistryCredentials.For(name, pullSecrets), null, cancellation);
            var took = TimeSpan.FromMilliseconds(Math.Round(time.GetElapsedTime(began).TotalMilliseconds));
            var image = await images.ImageStatusAsync(pulled, cancellation) ?? await images.ImageStatusAsync(name, cancellation);
            events.Record(about, "Normal", "Pulled",
                $"Successfully pulled image \"{name}\" in {GoDuration.Format(took)} ({GoDuration.Format(took)} including waiting). Image size: {image?.Size ?? 0} bytes.");
            return image?.Id ?? pulled;
        }
        catch (CriException e)
        {
            events.Record(about, "Warning", "Failed", $"Failed to pull image \"{name}\": {e.Message}");
            events.Record(about, "Warning", "Failed", "Error: ErrImagePull");
            throw new ImageException("ErrImagePull", e.Message, e);
        }
    }
}

/// <summary>Credentials for registries, from image pull secrets.
/// https://kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry/</summary>
internal static class RegistryCredentials
{
    public static AuthConfig? For(string image, IReadOnlyList<Secret> secrets)
    {
        string registry = RegistryOf(image);
        foreach (var secret in secrets)
        {
            byte[]? bytes = secret.Data?.GetValueOrDefault(".dockerconfigjson") ?? secret.Data?.GetValueOrDefault(".dockercfg");
            if (bytes is null) continue;
            try
            {
                using var document = JsonDocument.Parse(bytes);
                var auths = document.RootElement.TryGetProperty("auths", out var inner) ? inner : document.RootElement;
                foreach (var entry in auths.EnumerateObject())
                    if (HostOf(entry.Name) == registry) return Read(entry.Value);
            }
            catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
            {
                throw new ImageException("ErrImagePull", $"the pull secret \"{secret.Metadata.Name}\" cannot be read: {e.Message}", e);
            }
        }
        return null;
    }

    internal static string RegistryOf(string image)
    {
        int slash = image.IndexOf('/');
        string first = slash < 0 ? "" : image[..slash];
        return first.Contains('.') || first.Contains(':') || first == "localhost" ? first : "docker.io";
    }

    private static string HostOf(string entry)
    {
        string host = entry;
        int scheme = host.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0) host = host[(scheme + 3)..];
        int slash = host.IndexOf('/');
        if (slash >= 0) host = host[..slash];
        return host is "index.docker.io" or "registry-1.docker.io" ? "docker.io" : host;
    }

    private static AuthConfig Read(JsonElement entry)
    {
        var auth = new AuthConfig
        {
            Username = Text(entry, "username"), Password = Text(entry, "password"), IdentityToken = Text(entry, "identitytoken"),
        };
        string encoded = Text(entry, "auth");
        if (auth.Username.Length > 0 || encoded.Length == 0) return auth;
        string decoded = Encoding.UTF8.GetString(Convert.FromBase64String(encoded));
        int colon = decoded.IndexOf(':');
        if (colon < 0) throw new FormatException("auth is not user:password");
        auth.Username = decoded[..colon];
        auth.Password = decoded[(colon + 1)..].TrimEnd('\0');
        return auth;
    }

    private static string Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
