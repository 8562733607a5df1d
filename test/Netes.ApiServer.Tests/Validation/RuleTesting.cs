using Netes.Api;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Tests.Validation;

/// <summary>Sends objects through a strategy as the pipeline does and gives the mistakes that it finds.</summary>
internal static class RuleTesting
{
    public static readonly StrategyContext Context = new(DateTime.UnixEpoch, "alice", "");

    public static string[] Create<T>(Strategy<T> strategy, string json) where T : class, IApiObject<T>
    {
        T obj = Read(strategy, json);
        strategy.PrepareForCreate(obj, Context);
        return [.. strategy.Validate(obj).Select(e => e.ToString())];
    }

    public static string[] Update<T>(Strategy<T> strategy, string before, string after, string subresource = "") where T : class, IApiObject<T>
    {
        T old = Read(strategy, before);
        T obj = Read(strategy, after);
        if (subresource != "status")
        {
            strategy.PrepareForUpdate(obj, old, Context with { Subresource = subresource });
            return [.. strategy.ValidateUpdate(obj, old).Select(e => e.ToString())];
        }
        obj = strategy.PrepareForStatusUpdate(obj, old, Context with { Subresource = subresource });
        return [.. strategy.ValidateStatusUpdate(obj, old).Select(e => e.ToString())];
    }

    public static T Read<T>(Strategy<T> strategy, string json) where T : class, IApiObject<T>
    {
        T obj = ApiJson.Deserialize<T>(System.Text.Encoding.UTF8.GetBytes(json));
        strategy.Default(obj);
        return obj;
    }
}
