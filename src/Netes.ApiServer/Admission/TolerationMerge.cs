using Netes.Api.CoreV1;

namespace Netes.ApiServer.Admission;

/// <summary>Joins two lists of tolerations, without those that another one covers.</summary>
internal static class TolerationMerge
{
    public static List<Toleration> Of(List<Toleration>? first, List<Toleration> second)
    {
        List<Toleration> all = [.. first ?? [], .. second.Select(t => t.Clone())], merged = [];
        for (int i = 0; i < all.Count; i++)
        {
            Toleration one = all[i];
            if (merged.Exists(m => Covers(m, one))) continue;
            if (all.Skip(i + 1).Any(later => !later.DeepEquals(one) && Covers(later, one))) continue;
            merged.Add(one);
        }
        return merged;
    }

    private static bool Covers(Toleration wide, Toleration narrow)
    {
        if (wide.DeepEquals(narrow)) return true;
        // Without a key, "Exists" tolerates everything; without an effect, every effect.
        if (narrow.Key != wide.Key && (wide.Key.Length > 0 || wide.Operator != "Exists")) return false;
        if (narrow.Effect != wide.Effect && wide.Effect.Length > 0) return false;
        if (wide is { Effect: "NoExecute", TolerationSeconds: { } longest } && (narrow.TolerationSeconds is not { } own || own > longest)) return false;
        return wide.Operator switch
        {
            "" or "Equal" => narrow.Operator == "Equal" && narrow.Value == wide.Value,
            "Exists" => true,
            _ => false,
        };
    }
}
