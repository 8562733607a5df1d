using Netes.Api.CoreV1;
using Netes.Api.MetaV1;

namespace Netes.ApiServer.Strategies.Core;

/// <summary>
/// AppArmor profiles stood in annotations before they had fields; whoever sets one form gets both (KEP-24).
/// </summary>
internal static class AppArmorAnnotations
{
    public const string Prefix = "container.apparmor.security.beta.kubernetes.io/";

    public static void Sync(ObjectMeta metadata, PodSpec spec)
    {
        if (spec.Os?.Name == "windows") return;
        foreach (var container in (spec.InitContainers ?? []).Concat(spec.Containers ?? []))
        {
            var key = Prefix + container.Name;
            var profile = container.SecurityContext?.AppArmorProfile ?? spec.SecurityContext?.AppArmorProfile;
            if (metadata.Annotations?.TryGetValue(key, out var text) is true)
            {
                if (container.SecurityContext?.AppArmorProfile is not null || Parse(text) is not { } parsed) continue;
                // The Pod's profile already says it.
                if (spec.SecurityContext?.AppArmorProfile is { } pod && pod.DeepEquals(parsed)) continue;
                (container.SecurityContext ??= new()).AppArmorProfile = parsed;
            }
            else if (profile is not null && Text(profile) is { } value)
            {
                (metadata.Annotations ??= [])[key] = value;
            }
        }
    }

    private static AppArmorProfile? Parse(string text) => text switch
    {
        "unconfined" => new AppArmorProfile { Type = "Unconfined" },
        "runtime/default" => new AppArmorProfile { Type = "RuntimeDefault" },
        _ when text.StartsWith("localhost/", StringComparison.Ordinal) && text.Length > 10 =>
            new AppArmorProfile { Type = "Localhost", LocalhostProfile = text[10..] },
        _ => null,
    };

    private static string? Text(AppArmorProfile profile) => profile.Type switch
    {
        "Unconfined" => "unconfined",
        "RuntimeDefault" => "runtime/default",
        "Localhost" when profile.LocalhostProfile is { Length: > 0 } name => "localhost/" + name,
        _ => null,
    };
}
