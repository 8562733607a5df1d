using Netes.Api.ResourceV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Resource;

/// <summary>Counters that devices share: how much there is and how much one takes (KEP-4815).</summary>
internal static class DeviceCounterRules
{
    private const int MostCounters = 32;
    private const int MostSetsOfADevice = 2;

    public static void Consumed(ErrorList errors, List<DeviceCounterConsumption>? consumed, FieldPath path) =>
        Lists.Set(errors, consumed, MostSetsOfADevice, path, c => c.CounterSet,
            (one, at) => Counters(errors, one.CounterSet, "counterSet", one.Counters, at));

    public static void Counters(ErrorList errors, string set, string field, Dictionary<string, Counter>? counters, FieldPath path)
    {
        DeviceNames.RequiredLabel(errors, set, path.Child(field));
        if ((counters?.Count ?? 0) == 0) errors.Add(FieldError.Required(path.Child("counters")));
        else
        {
            Lists.Map(errors, counters, MostCounters, path.Child("counters"), (name, at) => DeviceNames.Label(errors, name, at),
                static (_, _) => { });
        }
    }
}
