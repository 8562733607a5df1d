using System.Globalization;
using Netes.Api;
using Netes.Api.AppsV1;
using Netes.Api.CoreV1;

namespace Netes.Controllers.Deployments;

/// <summary>The label that tells the Pods of one template from those of another, and names the ReplicaSet.</summary>
internal static class PodTemplateHash
{
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    public static string Compute(PodTemplateSpec template, int? collisions)
    {
        uint hash = Fnv1a(ApiJson.SerializeValue(template), 2166136261);
        if (collisions is { } count) hash = Fnv1a(BitConverter.GetBytes(count), hash);
        // Letters and digits that make no words.
        return string.Create(CultureInfo.InvariantCulture, $"{hash}").Aggregate("", static (text, digit) => text + Alphabet[digit % Alphabet.Length]);
    }

    /// <summary>Whether two templates ask for the same Pods; the hash label itself is not part of what is asked for.</summary>
    public static bool SameTemplate(PodTemplateSpec a, PodTemplateSpec b) => Without(a).DeepEquals(Without(b));

    private static PodTemplateSpec Without(PodTemplateSpec template)
    {
        if (template.Metadata.Labels?.ContainsKey(DeploymentLabels.PodTemplateHash) != true) return template;
        var copy = template.Clone();
        copy.Metadata.Labels!.Remove(DeploymentLabels.PodTemplateHash);
        return copy;
    }

    private static uint Fnv1a(ReadOnlySpan<byte> bytes, uint hash)
    {
        foreach (byte b in bytes) hash = (hash ^ b) * 16777619;
        return hash;
    }
}

internal static class DeploymentLabels
{
    public const string PodTemplateHash = "pod-template-hash";
}
