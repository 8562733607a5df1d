using Netes.Api;
using Netes.Api.CoreV1;

namespace Netes.ApiServer.Validation.Pods;

/// <summary>What the containers of a Pod ask for together: the larger of the running set and any moment of initialisation.</summary>
internal static class PodRequests
{
    public static Dictionary<string, Quantity> OfContainers(PodSpec spec)
    {
        var running = new Dictionary<string, Quantity>();
        foreach (var container in spec.Containers ?? [])
            AddTo(running, container.Resources.Requests);
        var sidecars = new Dictionary<string, Quantity>();
        var initial = new Dictionary<string, Quantity>();
        foreach (var container in spec.InitContainers ?? [])
        {
            var moment = new Dictionary<string, Quantity>(sidecars);
            AddTo(moment, container.Resources.Requests);
            if (container.RestartPolicy == "Always")
            {
                AddTo(running, container.Resources.Requests);
                AddTo(sidecars, container.Resources.Requests);
            }
            RaiseTo(initial, moment);
        }
        RaiseTo(running, initial);
        return running;
    }

    private static void AddTo(Dictionary<string, Quantity> sum, Dictionary<string, Quantity>? more)
    {
        foreach (var (name, amount) in more ?? [])
            sum[name] = sum.TryGetValue(name, out var present) ? present + amount : amount;
    }

    private static void RaiseTo(Dictionary<string, Quantity> sum, Dictionary<string, Quantity> floor)
    {
        foreach (var (name, amount) in floor)
        {
            if (!sum.TryGetValue(name, out var present) || amount > present) sum[name] = amount;
        }
    }
}
