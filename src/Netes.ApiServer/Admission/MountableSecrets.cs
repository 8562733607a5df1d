using Netes.Api.CoreV1;

namespace Netes.ApiServer.Admission;

/// <summary>Which secrets the Pods of an account that limits them may mention: those that the account lists.</summary>
internal static class MountableSecrets
{
    /// <summary>Why the Pod is refused; null when it isn't.</summary>
    public static string? Refusal(ServiceAccount account, PodSpec spec)
    {
        HashSet<string> allowed = Allowed(account);
        string tail = Tail(account);
        foreach (Volume volume in spec.Volumes ?? [])
        {
            if (volume.Secret is { } secret && !allowed.Contains(secret.SecretName)) return $"volume with secret.secretName=\"{secret.SecretName}\"{tail}";
        }
        foreach (Container container in spec.InitContainers ?? [])
        {
            if (Find(container.Env, allowed) is { } found) return Told("init container", container.Name, found, tail);
        }
        foreach (Container container in spec.Containers ?? [])
        {
            if (Find(container.Env, allowed) is { } found) return Told("container", container.Name, found, tail);
        }
        HashSet<string> pull = [.. (account.ImagePullSecrets ?? []).Select(s => s.Name)];
        for (int i = 0; i < (spec.ImagePullSecrets?.Count ?? 0); i++)
        {
            string name = spec.ImagePullSecrets![i].Name;
            if (!pull.Contains(name))
                return $"imagePullSecrets[{i}].name=\"{name}\" is not allowed because service account {account.Metadata.Name} does not reference that imagePullSecret";
        }
        return null;
    }

    /// <summary>The same for ephemeral containers, all of which are looked at.</summary>
    public static string? EphemeralRefusal(ServiceAccount account, PodSpec spec)
    {
        HashSet<string> allowed = Allowed(account);
        foreach (EphemeralContainer container in spec.EphemeralContainers ?? [])
        {
            if (Find(container.Env, allowed) is { } found) return Told("ephemeral container", container.Name, found, Tail(account));
        }
        return null;
    }

    private static HashSet<string> Allowed(ServiceAccount account) => [.. (account.Secrets ?? []).Select(s => s.Name)];

    private static EnvVar? Find(List<EnvVar>? variables, HashSet<string> allowed) =>
        variables?.Find(v => v.ValueFrom?.SecretKeyRef is { } reference && !allowed.Contains(reference.Name));

    private static string Told(string sort, string container, EnvVar variable, string tail) =>
        $"{sort} {container} with envVar {variable.Name} referencing secret.secretName=\"{variable.ValueFrom!.SecretKeyRef!.Name}\"{tail}";

    private static string Tail(ServiceAccount account) => $" is not allowed because service account {account.Metadata.Name} does not reference that secret";
}
