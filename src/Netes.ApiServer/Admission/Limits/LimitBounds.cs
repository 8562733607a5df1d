using System.Globalization;
using Netes.Api;
using Netes.Api.CoreV1;

namespace Netes.ApiServer.Admission.Limits;

/// <summary>Tells which of a LimitRange's bounds something breaks, in upstream's words. Each resource is judged by its name's order.</summary>
internal static class LimitBounds
{
    private static readonly Dictionary<string, Quantity> Nothing = [];

    public static List<string> Broken(LimitRange range, PodSpec spec)
    {
        var broken = new List<string>();
        foreach (LimitRangeItem item in range.Spec.Limits ?? [])
        {
            if (item.Type == "Container")
            {
                foreach (Container container in spec.Containers ?? []) Check(broken, item, container.Resources.Requests, container.Resources.Limits);
                foreach (Container container in spec.InitContainers ?? []) Check(broken, item, container.Resources.Requests, container.Resources.Limits);
            }
            else if (item.Type == "Pod")
            {
                Check(broken, item, PodResources.Requests(spec, withOverhead: false), PodResources.Limits(spec, withOverhead: false));
            }
        }
        return broken;
    }

    public static List<string> Broken(LimitRange range, PersistentVolumeClaim claim)
    {
        var broken = new List<string>();
        Dictionary<string, Quantity> requests = claim.Spec.Resources.Requests ?? Nothing;
        foreach (LimitRangeItem item in range.Spec.Limits ?? [])
        {
            if (item.Type != "PersistentVolumeClaim") continue;
            foreach ((string name, Quantity bound) in Sorted(item.Min)) Add(broken, Minimum(item.Type, name, bound, requests, Nothing));
            foreach ((string name, Quantity bound) in Sorted(item.Max))
            {
                string rule = $"maximum {name} usage per {item.Type} is {bound}";
                if (!requests.TryGetValue(name, out Quantity request)) broken.Add(rule + ".  No request is specified");
                else if (request > bound) broken.Add($"{rule}, but request is {request}");
            }
        }
        return broken;
    }

    private static void Check(List<string> broken, LimitRangeItem item, Dictionary<string, Quantity>? requests, Dictionary<string, Quantity>? limits)
    {
        requests ??= Nothing;
        limits ??= Nothing;
        foreach ((string name, Quantity bound) in Sorted(item.Min)) Add(broken, Minimum(item.Type, name, bound, requests, limits));
        foreach ((string name, Quantity bound) in Sorted(item.Max)) Add(broken, Maximum(item.Type, name, bound, requests, limits));
        foreach ((string name, Quantity bound) in Sorted(item.MaxLimitRequestRatio)) Add(broken, Ratio(item.Type, name, bound, requests, limits));
    }

    private static string? Minimum(string type, string name, Quantity bound, Dictionary<string, Quantity> requests, Dictionary<string, Quantity> limits)
    {
        string rule = $"minimum {name} usage per {type} is {bound}";
        if (!requests.TryGetValue(name, out Quantity request)) return rule + ".  No request is specified";
        if (request < bound) return $"{rule}, but request is {request}";
        return limits.TryGetValue(name, out Quantity limit) && limit < bound ? $"{rule}, but limit is {limit}" : null;
    }

    private static string? Maximum(string type, string name, Quantity bound, Dictionary<string, Quantity> requests, Dictionary<string, Quantity> limits)
    {
        string rule = $"maximum {name} usage per {type} is {bound}";
        if (!limits.TryGetValue(name, out Quantity limit)) return rule + ".  No limit is specified";
        if (limit > bound) return $"{rule}, but limit is {limit}";
        return requests.TryGetValue(name, out Quantity request) && request > bound ? $"{rule}, but request is {request}" : null;
    }

    private static string? Ratio(string type, string name, Quantity bound, Dictionary<string, Quantity> requests, Dictionary<string, Quantity> limits)
    {
        string rule = $"{name} max limit to request ratio per {type} is {bound}";
        if (!requests.TryGetValue(name, out Quantity request) || request.IsZero) return rule + ", but no request is specified or request is 0";
        if (!limits.TryGetValue(name, out Quantity limit) || limit.IsZero) return rule + ", but no limit is specified or limit is 0";
        double ratio = limit.ToDouble() / request.ToDouble();
        if (ratio <= bound.ToDouble()) return null;
        return $"{rule}, but provided ratio is {ratio.ToString("F6", CultureInfo.InvariantCulture)}";
    }

    private static void Add(List<string> broken, string? problem)
    {
        if (problem is not null) broken.Add(problem);
    }

    private static IEnumerable<KeyValuePair<string, Quantity>> Sorted(Dictionary<string, Quantity>? bounds) =>
        bounds is null ? [] : bounds.OrderBy(b => b.Key, StringComparer.Ordinal);
}
