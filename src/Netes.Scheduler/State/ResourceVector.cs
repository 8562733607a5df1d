using Netes.Api;

namespace Netes.Scheduler.State;

/// <summary>Amounts of resources: CPU in thousandths of a core, the rest in units (bytes, devices).</summary>
internal sealed class ResourceVector
{
    public long MilliCpu;
    public long Memory;
    public long EphemeralStorage;

    /// <summary>Extended resources and huge pages by their number; shorter than all numbers when the rest is zero.</summary>
    public long[] Extended = [];

    public static ResourceVector From(IReadOnlyDictionary<string, Quantity>? amounts, ResourceNames names)
    {
        var vector = new ResourceVector();
        foreach ((string name, Quantity amount) in amounts ?? new Dictionary<string, Quantity>())
        {
            vector.Set(name, amount, names);
        }

        return vector;
    }

    public long ExtendedAt(int id) => id < Extended.Length ? Extended[id] : 0;

    public void Add(ResourceVector other) => Accumulate(other, 1);

    public void Subtract(ResourceVector other) => Accumulate(other, -1);

    /// <summary>The greater amount of each resource.</summary>
    public void Max(ResourceVector other)
    {
        MilliCpu = Math.Max(MilliCpu, other.MilliCpu);
        Memory = Math.Max(Memory, other.Memory);
        EphemeralStorage = Math.Max(EphemeralStorage, other.EphemeralStorage);
        Grow(other.Extended.Length);
        for (int i = 0; i < other.Extended.Length; i++)
        {
            Extended[i] = Math.Max(Extended[i], other.Extended[i]);
        }
    }

    public ResourceVector Clone() => new()
    {
        MilliCpu = MilliCpu,
        Memory = Memory,
        EphemeralStorage = EphemeralStorage,
        Extended = [.. Extended],
    };

    public void Set(string name, Quantity amount, ResourceNames names)
    {
        switch (name)
        {
            case "cpu":
                MilliCpu = amount.MilliValue;
                break;
            case "memory":
                Memory = amount.Value;
                break;
            case "ephemeral-storage":
                EphemeralStorage = amount.Value;
                break;
            case "pods":
                break; // counted, not requested
            default:
                int id = names.IdOf(name);
                Grow(id + 1);
                Extended[id] = amount.Value;
                break;
        }
    }

    private void Accumulate(ResourceVector other, int sign)
    {
        MilliCpu += sign * other.MilliCpu;
        Memory += sign * other.Memory;
        EphemeralStorage += sign * other.EphemeralStorage;
        Grow(other.Extended.Length);
        for (int i = 0; i < other.Extended.Length; i++)
        {
            Extended[i] += sign * other.Extended[i];
        }
    }

    private void Grow(int length)
    {
        if (Extended.Length < length)
        {
            Array.Resize(ref Extended, length);
        }
    }
}
