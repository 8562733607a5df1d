using System.Collections.Concurrent;
using System.Globalization;
using Netes.Kubelet.Cri;
using Netes.Kubelet.Cri.V1;
using Netes.Kubelet.Pods.Running;

namespace Netes.Kubelet.Images;

/// <summary>
/// Makes images present by their pull policy: one pull at a time for an image however many containers want it, a few
/// images at once. When to try again after a failure is the caller's business.
/// https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy
/// </summary>
internal sealed class ImagePuller(IImageService images, TimeProvider time)
{
    private const int PullsAtOnce = 4;

    private readonly SemaphoreSlim slots = new(PullsAtOnce, PullsAtOnce);
    private readonly ConcurrentDictionary<string, Lazy<Task<PulledImage>>> running = new(StringComparer.Ordinal);

    /// <param name="policy">Always, IfNotPresent or Never.</param>
    /// <param name="credentials">Tried in order; none means anonymous.</param>
    /// <returns>The image's id, as the runtime names it.</returns>
    /// <exception cref="ImageException">It can't be had now.</exception>
    public async Task<string> EnsureAsync(
        string image,
        string policy,
        IReadOnlyList<AuthConfig> credentials,
        PodSandboxConfig? sandbox,
        ImageEventSink tell,
        CancellationToken cancellation)
    {
        if (!ImageReference.TryParse(image, out var reference, out var error))
        {
            var message = $"Failed to apply default image tag \"{image}\": couldn't parse image name \"{image}\": {error}";
            tell(true, "InspectFailed", message);
            throw new ImageException(ImagePullReasons.InvalidImageName, message);
        }

        var name = reference.ToString();
        var present = await InspectAsync(image, name, tell, cancellation).ConfigureAwait(false);
        if (present is not null && policy != "Always")
        {
            tell(false, "Pulled", $"Container image \"{image}\" already present on machine and can be accessed by the pod");
            return present;
        }

        if (policy == "Never")
        {
            var message = $"Container image \"{image}\" is not present with pull policy of Never";
            tell(true, ImagePullReasons.ErrImageNeverPull, message);
            throw new ImageException(ImagePullReasons.ErrImageNeverPull, message);
        }

        tell(false, "Pulling", $"Pulling image \"{image}\"");
        var since = time.GetTimestamp();
        try
        {
            var pulled = await PullAsync(name, credentials, sandbox, cancellation).ConfigureAwait(false);
            tell(
                false, "Pulled",
                $"Successfully pulled image \"{image}\" in {Seconds(pulled.Took)} ({Seconds(time.GetElapsedTime(since))} including waiting). Image size: {pulled.SizeBytes.ToString(CultureInfo.InvariantCulture)} bytes.");
            return pulled.Reference;
        }
        catch (CriException e)
        {
            var reason = Reason(e.Detail);
            tell(true, "Failed", $"Failed to pull image \"{image}\": {e.Message}");
            tell(true, "Failed", $"Error: {reason}");
            throw new ImageException(reason, e.Message, e);
        }
    }

    private async Task<string?> InspectAsync(
        string image, string name, ImageEventSink tell, CancellationToken cancellation)
    {
        try
        {
            return (await images.ImageStatusAsync(name, cancellation).ConfigureAwait(false))?.Id;
        }
        catch (CriException e)
        {
            var message = $"Failed to inspect image \"{image}\": {e.Message}";
            tell(true, "InspectFailed", message);
            throw new ImageException(ImagePullReasons.ImageInspectError, message, e);
        }
    }

    /// <summary>Whoever wants the same image with the same credentials waits for the same pull.</summary>
    private async Task<PulledImage> PullAsync(
        string name, IReadOnlyList<AuthConfig> credentials, PodSandboxConfig? sandbox, CancellationToken cancellation)
    {
        var key = name + "\n" + string.Join('\n', credentials.Select(c => $"{c.Username}\t{c.Password}\t{c.Auth}\t{c.IdentityToken}"));
        var shared = running.GetOrAdd(key, k => new Lazy<Task<PulledImage>>(() => RunAsync(k)));
        // Its own caller may go away, the pull goes on for the others.
        return await shared.Value.WaitAsync(cancellation).ConfigureAwait(false);

        async Task<PulledImage> RunAsync(string own)
        {
            await slots.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            var since = time.GetTimestamp();
            try
            {
                var reference = await TryAllAsync(name, credentials, sandbox).ConfigureAwait(false);
                var size = (await images.ImageStatusAsync(reference, CancellationToken.None).ConfigureAwait(false))?.Size ?? 0;
                return new PulledImage(reference, (long)size, time.GetElapsedTime(since));
            }
            finally
            {
                slots.Release();
                running.TryRemove(own, out _);
            }
        }
    }

    private async Task<string> TryAllAsync(string name, IReadOnlyList<AuthConfig> credentials, PodSandboxConfig? sandbox)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                return await images.PullImageAsync(name, credentials.Count > i ? credentials[i] : null, sandbox, CancellationToken.None)
                    .ConfigureAwait(false);
            }
            catch (CriException) when (i + 1 < credentials.Count)
            {
                // The next credentials may be the right ones.
            }
        }
    }

    /// <summary>Runtimes put two well-known reasons in front of their message.</summary>
    private static string Reason(string detail) =>
        detail.StartsWith(ImagePullReasons.RegistryUnavailable, StringComparison.Ordinal) ? ImagePullReasons.RegistryUnavailable
        : detail.StartsWith(ImagePullReasons.SignatureValidationFailed, StringComparison.Ordinal) ? ImagePullReasons.SignatureValidationFailed
        : ImagePullReasons.ErrImagePull;

    /// <summary>As Go prints a duration, to the millisecond.</summary>
    private static string Seconds(TimeSpan duration) => duration < TimeSpan.FromSeconds(1)
        ? ((long)duration.TotalMilliseconds).ToString(CultureInfo.InvariantCulture) + "ms"
        : Math.Round(duration.TotalSeconds, 3).ToString("0.###", CultureInfo.InvariantCulture) + "s";

    private sealed record PulledImage(string Reference, long SizeBytes, TimeSpan Took);
}
